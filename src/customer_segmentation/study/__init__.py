"""Experiments on demand: they answer a question and change no prediction."""
