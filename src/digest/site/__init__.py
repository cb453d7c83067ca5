"""Cards to the site: identities, addresses, order, topics, archive."""
