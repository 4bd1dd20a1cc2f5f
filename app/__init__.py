"""The application: window, commands, settings, command line. It puts the rest together."""
