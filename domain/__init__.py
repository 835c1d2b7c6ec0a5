"""Values and pure rules: what Listenpost knows about the world, without a clock or a database."""
