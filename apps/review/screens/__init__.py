"""The pages of the review app: each draws what `apps.review.service` hands it, and holds no logic of its own.

The folder is not named `pages`, because Streamlit takes a folder of that name for its own.
"""
