// AnchorDecoding
