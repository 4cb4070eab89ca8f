"""Lessons: scenes with a picture that computes, words, and questions, read from files.

A file is data: it names a kind of picture (`engine.lessons.pictures`), says what it shows and what
may be moved, and asks for values that the picture computes. It holds no code.
"""
