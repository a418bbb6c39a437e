"""Where in a table the headings stand, which of its rows are answers, and what its headings say."""
