"""Comparing trained models: fed the same images and the same noise, which does better, and is that chance?"""
