"""Flask, and how a request is answered; besides this package only `testing` and `server` know it.

A Flask developer finds the application factory, the blueprints and the error handler in `app`, the
pages that need no API key as blueprints in `pages` and `tracking_pages`. The routes of the API are
not views of Flask's kind. Each is a line in a table of `service.api`, and is called so:

    request     a subclass of Flask finds the route, and calls its view with the request
    pipeline    the view runs the steps of the route: who asks, how often, what with, and the answer
    steps       each step; one runs an operation, a read or an action with a `Call`
    errors      whatever a step raises becomes a problem document

So no route sees `flask.request`, `g` or a session: an operation is a function of its `Call`, which
tests, batches and the command line make without a web server. Where no `before_request` hook asks
for Flask's contexts, requests are answered without them: they took some 80 of a deposit's 520
microseconds. `service.web.request` says how, and decision 70 in docs/decisions.md why.
"""
