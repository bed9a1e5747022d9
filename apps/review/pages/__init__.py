"""The pages of the review app: each draws what `apps.review.service` hands it, and holds no logic of its own."""
