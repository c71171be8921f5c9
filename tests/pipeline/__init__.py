"""Each use case on small surveys that the tests write themselves."""
