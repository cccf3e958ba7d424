"""Signed webhooks as a feed; see `gridjustice_webhook.plugin`."""
