"""Code hosts: the branch that is pushed, the request that is opened, and the issue forms that lead there."""
