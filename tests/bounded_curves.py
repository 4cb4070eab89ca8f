"""Curves of bounded slope on which the error of bumps is measured, and one that jumps."""

BOUNDED = ("sin(2*pi*x)", "x^2+0.3*cos(9*x)", "exp(-30*(x-0.45)^2)")
JUMP = "piecewise(0,x<0.37,1)"
