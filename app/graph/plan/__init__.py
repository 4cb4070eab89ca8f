"""Where the parts of a drawn network stand: geometry alone, for any network and rectangle."""
