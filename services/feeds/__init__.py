"""The feeds: articles as newsrooms send them, made whole and published on `news.raw`."""
