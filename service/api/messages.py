"""Routes of subscribers: webhooks, messages and events; and of contacts and carriers."""

from service.api.route import Route
from service.operations import contacts as of_contacts
from service.operations import messages as of_messages
from service.operations import texts, webhooks
from service.refusals import messages as refused
from service.refusals.request import WalletUnknown
from service.schemas import contacts, messages

SUBSCRIBERS = ("provider", "shop", "agent", "outlet", "auditor", "operator")
_WEBHOOK = "/v1/webhooks/{webhook_id}"
_MESSAGE = "/v1/messages/{message_id}"
_CONTACT = "/v1/wallets/{wallet_id}/contact"

WEBHOOK_ROUTES = (
    Route(
        "POST",
        "/v1/webhooks",
        "Subscribe a URL to one's own events; the secret that signs them is shown only once",
        roles=SUBSCRIBERS,
        operation=webhooks.make_webhook,
        body=messages.WebhookBody,
        answer=messages.NewSecretAnswer,
        refusals=(refused.WebhookRefused, refused.TooManyWebhooks),
    ),
    Route(
        "GET",
        "/v1/webhooks",
        "List one's webhooks, without their secrets",
        roles=SUBSCRIBERS,
        read=webhooks.list_webhooks,
        answer=messages.WebhooksAnswer,
        status=200,
    ),
    Route(
        "GET",
        _WEBHOOK,
        "Look at a webhook",
        roles=SUBSCRIBERS,
        read=webhooks.show_webhook,
        answer=messages.WebhookAnswer,
        status=200,
        refusals=(refused.WebhookUnknown,),
    ),
    Route(
        "PATCH",
        _WEBHOOK,
        "Change a webhook's URL or kinds of events, disable it, or enable it",
        roles=SUBSCRIBERS,
        operation=webhooks.change_webhook,
        body=messages.WebhookChangeBody,
        answer=messages.WebhookAnswer,
        status=200,
        refusals=(refused.WebhookUnknown, refused.WebhookRefused),
    ),
    Route(
        "DELETE",
        _WEBHOOK,
        "Remove a webhook, and drop the messages that wait for it",
        roles=SUBSCRIBERS,
        operation=webhooks.remove_webhook,
        answer=messages.WebhookAnswer,
        status=200,
        refusals=(refused.WebhookUnknown,),
    ),
    Route(
        "POST",
        f"{_WEBHOOK}/rotations",
        "Make a new secret; the old one signs too for a while",
        roles=SUBSCRIBERS,
        operation=webhooks.rotate_secret,
        body=messages.SecretRotationBody,
        answer=messages.NewSecretAnswer,
        refusals=(refused.WebhookUnknown, refused.TooManyOldSecrets),
    ),
    Route(
        "POST",
        f"{_WEBHOOK}/replays",
        "Send all events since a moment again, under the same ids",
        roles=SUBSCRIBERS,
        operation=webhooks.replay_since,
        body=messages.ReplaysBody,
        answer=messages.ReplaysAnswer,
        refusals=(refused.WebhookUnknown, refused.WebhookDisabled, refused.TooManyReplays),
    ),
)
MESSAGE_ROUTES = (
    Route(
        "GET",
        "/v1/messages",
        "List one's messages, the newest first: waiting, delivered, or dead letters",
        roles=SUBSCRIBERS,
        read=of_messages.list_messages,
        query=messages.MessagesQuery,
        answer=messages.MessagesAnswer,
        status=200,
    ),
    Route(
        "GET",
        _MESSAGE,
        "Look at a message",
        roles=SUBSCRIBERS,
        read=of_messages.show_message,
        answer=messages.MessageAnswer,
        status=200,
        refusals=(refused.MessageUnknown,),
    ),
    Route(
        "POST",
        f"{_MESSAGE}/replays",
        "Send a message that has ended again, under the same id",
        roles=SUBSCRIBERS,
        operation=of_messages.replay_message,
        answer=messages.MessageAnswer,
        refusals=(refused.MessageUnknown, refused.MessageWaiting),
    ),
    Route(
        "GET",
        "/v1/events",
        "Read one's own events, the oldest first, from a cursor",
        roles=SUBSCRIBERS,
        read=of_messages.list_events,
        query=messages.EventsQuery,
        answer=messages.EventsAnswer,
        status=200,
    ),
)
CONTACT_ROUTES = (
    Route(
        "PUT",
        _CONTACT,
        "Set how the owner of a wallet is contacted",
        roles=("provider",),
        operation=of_contacts.set_contact,
        body=contacts.ContactBody,
        answer=contacts.ContactAnswer,
        status=200,
        refusals=(WalletUnknown,),
    ),
    Route(
        "GET",
        _CONTACT,
        "Look at how the owner of a wallet is contacted; the phone is masked",
        roles=("provider",),
        read=of_contacts.show_contact,
        answer=contacts.ContactAnswer,
        status=200,
        refusals=(WalletUnknown, refused.ContactUnknown),
    ),
    Route(
        "DELETE",
        _CONTACT,
        "Remove the contact of a wallet's owner",
        roles=("provider",),
        operation=of_contacts.remove_contact,
        answer=contacts.ContactAnswer,
        status=200,
        refusals=(WalletUnknown, refused.ContactUnknown),
    ),
    Route(
        "POST",
        "/v1/texts",
        "Deliver a text message that a customer sent, and get the reply",
        roles=("carrier",),
        operation=texts.receive_text,
        body=contacts.TextBody,
        answer=contacts.TextAnswer,
    ),
)
ROUTES = (*WEBHOOK_ROUTES, *MESSAGE_ROUTES, *CONTACT_ROUTES)
