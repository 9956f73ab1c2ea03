"""What members decide: voting, speed, honouring, entanglement, burden."""
