"""Commands for those who write: each one module over the parts below."""
