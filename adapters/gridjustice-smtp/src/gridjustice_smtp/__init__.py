"""Mail as a channel; see `gridjustice_smtp.plugin`."""
