"""WhatsApp's Cloud API: sending, and what the webhook is told."""
