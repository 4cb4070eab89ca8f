"""What a network answers all over a plane, in colours."""
