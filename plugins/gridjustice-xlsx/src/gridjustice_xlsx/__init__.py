"""Excel workbooks as tables; see `gridjustice_xlsx.plugin`."""
