// SPDX-License-Identifier: Apache-2.0
public import SuiLedger

/// Whose tokens these are, and by which rules.
public struct DirectorySettings: Sendable {
    /// The cluster.
    public var cluster: Address
    /// What is done with what we know, by how old it is.
    public var staleness = StalenessPolicy()
    /// What look-ups may cost.
    public var lookUps = LookUpSettings()
    /// How many nodes must say the same of a stake for the tiers admin and super; 1 where there is one node.
    public var quorum = 1
    /// What the operator asks for each tier beyond the chain.
    public var floors = TierFloors()
    /// Whom signed tokens may be for.
    public var audiences = AudienceNames.standard
    /// How many verified signatures are remembered.
    public var rememberedTokens = VerifiedTokens.defaultLimit

    /// The defaults.
    public init(cluster: Address) { self.cluster = cluster }
}
