"""What talks to a live server. Only this folder of the engine imports the driver."""
