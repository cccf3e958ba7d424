"""The generated pages of ``docs/reference``, one module a page or a set of them; `tools.make_reference` writes them."""
