"""The site to pages: typed views, the plan of all pages, Jinja templates."""
