"""One command that runs the whole project on one machine, and shows it at work: `bin/dev`."""
