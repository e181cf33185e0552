"""A synthetic sample of the bank's contacts, drawn from published facts.

``facts`` says what is known about the real file (aggregates only), ``generate``
draws customers who follow these facts, and ``python -m customer_segmentation.sample``
writes the two seeds that a fresh clone builds with.
"""
