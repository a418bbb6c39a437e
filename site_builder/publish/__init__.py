"""From pages to the site folder, writing only what changed."""
