"""A static news-digest site generator: article text in, a newspaper with feeds out."""

__version__ = "0.1.0"
