model = dict(type='YOLOV3', bbox_head=dict(type='YOLOV3Head', num_classes=80))
