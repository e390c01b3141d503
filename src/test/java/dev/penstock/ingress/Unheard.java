package dev.penstock.ingress;

import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushRequest;

/// Nobody who wants to know of pushes.
public record Unheard() implements PushListener {
  @Override
  public void pushed(PushOutcome outcome) {}

  @Override
  public void refused(PushRequest request, InvalidRequestException refusal) {}
}
