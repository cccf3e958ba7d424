"""Text messages as a channel; see `gridjustice_sms.plugin`."""
