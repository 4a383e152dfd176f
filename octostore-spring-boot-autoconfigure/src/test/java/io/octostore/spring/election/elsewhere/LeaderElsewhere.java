package io.octostore.spring.election.elsewhere;

import io.octostore.spring.election.WithPackagePrivateLeaderMethod;

/**
 * Inherits a method that it cannot see.
 */
public class LeaderElsewhere extends WithPackagePrivateLeaderMethod {

}
