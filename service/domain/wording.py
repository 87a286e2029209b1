"""The words of text messages in Chinese, English and Spanish: short, without names and secrets.

Each text fits one part as a rule: 70 characters of UCS-2 in Chinese, 160 of GSM 03.38 in the other
two, for which Spanish avoids the letters that would turn the whole text into UCS-2. `worded` is the
text to a wallet's owner about an event, `tracking_reply` the reply to an item number.
"""

from collections.abc import Mapping
from string import Formatter

LANGUAGES = ("zh", "en", "es")

_FEN_A_YUAN = 100
_ORDER_SHOWN = 6
OPT_OUT = {"zh": "退订回T", "en": "STOP to end", "es": "Fin: BAJA"}
_ITEM = {"zh": "邮件{item_number}", "en": "Parcel {item_number} ", "es": "Paquete {item_number} "}
_EVENTS: Mapping[str, Mapping[str, str]] = {
    "wallet.credited": {
        "zh": "您的钱包入账{money}元。",
        "en": "{money} yuan credited to your wallet. ",
        "es": "Abono de {money} yuanes en su monedero. ",
    },
    "wallet.cashed_out": {
        "zh": "您的钱包在代理点取现{money}元，手续费{fee}元。",
        "en": "{money} yuan in cash paid out of your wallet, fee {fee}. ",
        "es": "{money} yuanes en efectivo de su monedero, cargo {fee}. ",
    },
    "order.paid": {
        "zh": "订单{order_id}已付款，货款由支付平台保管。",
        "en": "Order {order_id} is paid; your money is held until you have the goods. ",
        "es": "Pedido {order_id} pagado; su dinero queda en custodia hasta la entrega. ",
    },
    "order.shipped": {
        "zh": "订单{order_id}已发货。",
        "en": "Order {order_id} is on its way. ",
        "es": "Pedido {order_id} enviado. ",
    },
    "order.refunded": {
        "zh": "订单{order_id}退款{refunded}元，已到您的钱包。",
        "en": "Order {order_id}: {refunded} yuan are back in your wallet. ",
        "es": "Pedido {order_id}: {refunded} yuanes de vuelta en su monedero. ",
    },
    "order.cancelled": {
        "zh": "订单{order_id}已取消。",
        "en": "Order {order_id} was cancelled. ",
        "es": "Pedido {order_id} cancelado. ",
    },
    "order.certificate_revoked": {
        "zh": "订单{order_id}的卖家已失去诚信认证，收货前请留意。",
        "en": "The seller of order {order_id} is no longer certified: take care. ",
        "es": "El vendedor del pedido {order_id} ya no tiene certificado: tenga cuidado. ",
    },
    "order.decided": {
        "zh": "订单{order_id}的纠纷已裁决，退款{refund}元。",
        "en": "The dispute about order {order_id} is decided: {refund} yuan for you. ",
        "es": "Disputa del pedido {order_id} resuelta: {refund} yuanes para usted. ",
    },
    "order.released": {
        "zh": "订单{order_id}已完成，货款已付给卖家。",
        "en": "Order {order_id} is done, and the seller is paid. ",
        "es": "Pedido {order_id} terminado; el vendedor ha cobrado. ",
    },
    "reference.expired": {
        "zh": "您的付款凭证已过期，请重新下单。",
        "en": "Your payment reference has expired: order again. ",
        "es": "Su referencia de pago ha vencido: haga otro pedido. ",
    },
}
_STANDINGS: Mapping[str, Mapping[str, str]] = {
    "announced": {
        "zh": "尚未交寄。",
        "en": "is not yet at the Post. ",
        "es": "no ha llegado al Correo. ",
    },
    "accepted": {
        "zh": "已由{place}收寄。",
        "en": "was accepted at {place}. ",
        "es": "recibido en {place}. ",
    },
    "sorted": {
        "zh": "在{place}已分拣。",
        "en": "was sorted at {place}. ",
        "es": "clasificado en {place}. ",
    },
    "departed": {
        "zh": "已离开{place}。",
        "en": "has left {place}. ",
        "es": "fuera de {place}, en camino. ",
    },
    "arrived": {
        "zh": "已到达{place}。",
        "en": "has arrived at {place}. ",
        "es": "ya en {place}. ",
    },
    "out_for_delivery": {
        "zh": "由{place}投递中。",
        "en": "is out for delivery from {place}. ",
        "es": "en reparto desde {place}. ",
    },
    "awaiting_pick_up": {
        "zh": "在{place}待取，请带证件。",
        "en": "waits for you at {place}; bring an ID. ",
        "es": "le espera en {place}; traiga un documento. ",
    },
    "refused": {
        "zh": "被拒收，在{place}。",
        "en": "was refused, and is at {place}. ",
        "es": "rechazado, en {place}. ",
    },
    "delivered": {
        "zh": "已妥投，{place}。",
        "en": "was delivered, {place}. ",
        "es": "entregado, {place}. ",
    },
    "returned": {
        "zh": "已退回寄件人。",
        "en": "went back to its sender. ",
        "es": "devuelto al remitente. ",
    },
    "lost": {
        "zh": "丢失，邮政将全额赔偿。",
        "en": "is lost; the Post makes it good in full. ",
        "es": "perdido; el Correo lo paga por entero. ",
    },
    "damaged": {
        "zh": "损坏，邮政将全额赔偿。",
        "en": "is damaged; the Post makes it good in full. ",
        "es": "averiado; el Correo lo paga por entero. ",
    },
}
_REPLIES: Mapping[str, Mapping[str, str]] = {
    "no_number": {
        "zh": "请发送13位邮件号查询，如EE471108151FR。",
        "en": "Text the item number of a parcel, such as EE471108151FR.",
        "es": "Mande letras y cifras de su paquete, como EE471108151FR.",
    },
    "mistyped": {
        "zh": "邮件号有误，请核对后再发。",
        "en": "A letter or digit of this item number is wrong: compare the label.",
        "es": "Una letra o cifra no es correcta: compare con la etiqueta.",
    },
    "unknown": {
        "zh": "没有这个邮件号，请核对后再发。",
        "en": "There is no parcel of this number: compare the label.",
        "es": "No hay paquete con esas letras y cifras: compare con la etiqueta.",
    },
    "quiet": {
        "zh": "已退订，恢复请回DY。",
        "en": "You get no more texts. START brings them back.",
        "es": "Ya no recibe mensajes. ALTA los activa de nuevo.",
    },
    "heard": {
        "zh": "已恢复短信通知，退订回T。",
        "en": "You get texts again. STOP ends them.",
        "es": "Recibe mensajes de nuevo. BAJA los termina.",
    },
}
# Of these there is nothing to do, or the order's own event says it.
_UNTEXTED_STANDINGS = ("announced", "sorted", "departed", "refused")
WORDED_KINDS = frozenset(_EVENTS) | {
    f"parcel.{standing}" for standing in _STANDINGS if standing not in _UNTEXTED_STANDINGS
}
"""The kinds of events for which there are words."""


def is_worded(kind: str) -> bool:
    """Return whether there is a text for this kind of event.

    >>> is_worded("parcel.arrived"), is_worded("parcel.departed"), is_worded("seller.certified")
    (True, False, False)
    """
    return kind in WORDED_KINDS


def is_texted(kind: str, data: Mapping[str, object]) -> bool:
    """Return whether a wallet's owner gets a text about an event; not if one says the same.

    >>> is_texted("wallet.credited", {"source": "refund"})  # after order.refunded
    False
    """
    is_repeated = kind == "wallet.credited" and data.get("source") == "refund"
    return is_worded(kind) and not is_repeated


def worded(kind: str, language: str, data: Mapping[str, object]) -> str | None:
    """Return the text about an event; None if there is none, or a fact is missing.

    >>> worded("parcel.arrived", "en", {"item_number": "EE471108151FR", "place": "Gushi 1"})
    'Parcel EE471108151FR has arrived at Gushi 1. STOP to end'
    """
    if not is_worded(kind):
        return None
    noun, _, verb = kind.partition(".")
    words = (
        _ITEM[language] + _STANDINGS[verb][language]
        if noun == "parcel" and verb in _STANDINGS
        else _EVENTS[kind][language]
    )
    return _filled(words + OPT_OUT[language], data)


def tracking_reply(state: str, language: str, item_number: str, place: str, when: str) -> str:
    """Return where a parcel is; `when` is empty if it was never scanned.

    >>> tracking_reply("arrived", "zh", "EE471108151FR", "固始", "01-02 08:30")
    '邮件EE471108151FR已到达固始。01-02 08:30'
    """
    words = _ITEM[language] + _STANDINGS[state][language] + when
    filled = _filled(words, {"item_number": item_number, "place": place})
    assert filled is not None, "both facts are there"
    return filled.strip()


def canned_reply(what: str, language: str) -> str:
    """Return the reply to a text without a parcel: "unknown", "quiet" and others."""
    return _REPLIES[what][language]


def _filled(words: str, data: Mapping[str, object]) -> str | None:
    wanted = {name for _, name, _, _ in Formatter().parse(words) if name}
    facts = {name: _fact(name, data[name]) for name in wanted & data.keys()}
    return words.format(**facts) if facts.keys() == wanted else None


def yuan(amount_fen: int) -> str:
    """Return an amount as texts say it.

    >>> yuan(17_505)
    '175.05'
    """
    whole, fen = divmod(amount_fen, _FEN_A_YUAN)
    return f"{whole}.{fen:02}"


def _fact(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        return yuan(int(value["amount"]))
    # An order's id is long, and its end distinguishes it from others of the same buyer.
    return str(value)[-_ORDER_SHOWN:] if name == "order_id" else str(value)
