"""The desk: who may do what, the review, and the way into the public repository; the pages only ask here."""
