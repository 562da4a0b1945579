"""The feeds: from what newsrooms send to articles on `news.raw`."""
