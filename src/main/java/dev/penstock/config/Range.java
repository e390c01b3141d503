package dev.penstock.config;

/// The whole numbers that a setting may be, both ends included.
record Range(long least, long most) {
  void check(String key, long value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + " is " + value + ", expected " + least + " to " + most);
    }
  }
}
