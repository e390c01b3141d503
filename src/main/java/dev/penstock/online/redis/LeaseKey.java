package dev.penstock.online.redis;

/// Where a lease is: beside the rows that are written under it, whose script looks at it.
public final class LeaseKey {
  private LeaseKey() {}

  /// - **Slot** of a cluster: that of everything else that the processes of a project share.
  public static String of(String project, String lease) {
    return "penstock:{%s}:lease:%s".formatted(project, lease);
  }
}
