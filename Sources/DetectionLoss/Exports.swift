@_exported public import struct DetectionText.Diagnostic
@_exported public import struct DetectionText.Place
