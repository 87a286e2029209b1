"""The routes of the API, a table for each noun; `service.web.pipeline` says how they are called."""
