"""API clients that a listener and a responder of one platform share; their errors become ours."""
