package dev.penstock.model;

/// One push, as any ingress understood it.
///
/// @param id names the push in answers and logs
public record PushRequest(String id, Target target, To to, Handling handling, RawTable rows) {

  /// Whom a push is meant for.
  public sealed interface Target {
    String name();
  }

  /// Every view that consumes a push source.
  public record ToPushSource(String name) implements Target {}

  /// One view, by `/write-to-online-store`.
  public record ToView(String name) implements Target {}

  /// Which stores a push goes to.
  public enum To {
    ONLINE("online"),
    OFFLINE("offline"),
    ONLINE_AND_OFFLINE("online_and_offline");

    private final String word;

    To(String word) {
      this.word = word;
    }

    /// The word that requests use.
    public String word() {
      return word;
    }

    public boolean online() {
      return this != OFFLINE;
    }

    public boolean offline() {
      return this != ONLINE;
    }
  }

  /// What an invalid row does to the others.
  public enum Handling {
    /// It refuses the push.
    STRICT,
    /// It is left out and reported.
    LENIENT
  }
}
