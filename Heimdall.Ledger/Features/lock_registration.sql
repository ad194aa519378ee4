-- Sessions are being completed all the time: none may end between the look at the recordings and the new version's commit.
lock table heimdall.recording_sessions, heimdall.feature_sets in share row exclusive mode
