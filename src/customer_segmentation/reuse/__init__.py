"""Whether anything must be trained or measured at all, or an earlier build serves.

No module here loads a library that trains, at import: a build in which nothing changed
does not wait for numpy, pandas and scikit-learn.
"""
