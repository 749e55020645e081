"""The Town of Westlock's moderation desk."""
