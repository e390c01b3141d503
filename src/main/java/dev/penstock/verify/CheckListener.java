package dev.penstock.verify;

/// Is told of checks; on the thread that does them.
public interface CheckListener {
  /// A view was checked, or could not be.
  void checked(ViewReport report);
}
