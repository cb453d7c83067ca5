"""The site to feeds."""
