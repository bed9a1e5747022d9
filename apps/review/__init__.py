"""The review app: Streamlit pages over a service layer that can be tested without a browser."""
