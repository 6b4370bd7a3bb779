@_exported import DetectionText
@_exported import ToolSupport
