//! Early signs of a relapse that any worker can tick at the door, until the person's own list replaces them.
//!
//! The person's own early signs, in their words, come from their relapse-prevention plan. Two ticks or more
//! propose a tier, never set one (domain 4.1).

own! {
    /// A sign that many people show before a relapse.
    EarlySign {
        /// Sleeps less or at other times.
        Sleep = "Sleeping less, or at other times",
        /// Keeps away.
        Withdrawn = "Keeping away from people",
        /// Feels watched or threatened.
        Suspicious = "More suspicious or frightened",
        /// Hears or sees more.
        Voices = "Voices or visions stronger",
        /// Irritable.
        Irritable = "More irritable or angry",
        /// Restless or fast.
        Restless = "Restless, fast or over-active",
        /// Low.
        Low = "Low or tearful",
        /// Harder to follow.
        Muddled = "Harder to follow",
        /// Looks after self less.
        SelfCare = "Looking after self or home less",
        /// Eats less or more.
        Eating = "Eating less or more",
        /// Stopped medicines.
        Medicines = "Missing or stopping medicines",
        /// Uses more alcohol or drugs.
        Substances = "Using more alcohol or drugs",
        /// Spends or gives away.
        Money = "Spending or giving away money",
        /// Misses what was agreed.
        Missing = "Missing visits or things they enjoy",
    }
}
