"""All the logic of the review app, without Streamlit: what pages show comes from here and is tested here.

Each function opens the record, asks and closes it again; nothing here keeps a connection.
"""
