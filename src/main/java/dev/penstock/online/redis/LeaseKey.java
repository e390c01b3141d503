package dev.penstock.online.redis;

/// The key that is there as long as somebody holds a lease, with the number of the fence. It is
/// beside the rows that are written under the lease, so that what writes them can look at it.
public final class LeaseKey {
  private LeaseKey() {}

  /// - **Slot** of a cluster: that of everything else that the processes of a project share.
  public static String of(String project, String lease) {
    return "penstock:{%s}:held:%s".formatted(project, lease);
  }
}
